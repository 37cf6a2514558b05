import assert from "node:assert/strict";
import { columns, grid } from "../../lib/dsl/grid.ts";

const areas = grid({ w: [1, 2], h: [3, 4] }, ({ w, h }) => w * h);

Deno.test("grid() gives results by label in the order of the axes", () => {
  const expected = { "w=1,h=3": 3, "w=1,h=4": 4, "w=2,h=3": 6, "w=2,h=4": 8 };
  assert.deepEqual(Object.entries(areas), Object.entries(expected));
  assert.deepEqual({ ...areas }, expected);
  assert.equal(JSON.stringify(areas), JSON.stringify(expected));
});

Deno.test("grid() gives results at a point, whatever the order of its axes", () => {
  assert.equal(areas.at({ w: 2, h: 4 }), 8);
  assert.equal(areas.at({ h: 3, w: 2 }), 6);
  const nothing = grid({ empty: [true, false] }, () => undefined);
  assert.equal(nothing.at({ empty: false }), undefined);
});

Deno.test("grid() says what its points are like where there is none", () => {
  const cases: [object, string][] = [
    [{ w: 3, h: 3 }, "w=3,h=3"],
    [{ w: 1 }, "w=1,h=undefined"],
    [{ d: 5, w: 1, h: 3 }, "w=1,h=3,d=5"],
  ];
  for (const [point, got] of cases) {
    assert.throws(() => areas.at(point as never), {
      name: "RangeError",
      message:
        `Cannot find a grid point: expected one like w=1,h=3, got ${got}`,
    });
  }
});

Deno.test("columns() takes a grid for a record of its cells", () => {
  const rows = grid({ w: [1, 2] }, ({ w }) => ({ one: w, two: 2 * w }));
  assert.deepEqual(columns(rows).two, { "w=1": 2, "w=2": 4 });
});
