import assert from "node:assert/strict";
import { type Demand, Slots } from "../../../lib/run/machine/slots.ts";

function demand(parts: Partial<Demand>): Demand {
  return { threads: 1, memory: 0, gpu: 0, ...parts };
}

Deno.test("Slots shares threads", () => {
  const slots = new Slots({ threads: 3, memory: 100, gpus: [] });
  assert.equal(slots.threadsFor(8), 3);
  assert.equal(slots.threadsFor(0), 1);
  const two = slots.take(demand({ threads: 2 }));
  assert.ok(two);
  assert.equal(slots.take(demand({ threads: 2 })), undefined);
  assert.equal(slots.full, false);
  assert.ok(slots.take(demand({})));
  assert.equal(slots.full, true);
  slots.release(two);
  assert.ok(slots.take(demand({ threads: 2 })));
});

Deno.test("Slots holds back for memory, but never for good", () => {
  const slots = new Slots({ threads: 8, memory: 100, gpus: [] });
  const large = slots.take(demand({ memory: 500 }));
  assert.ok(large);
  assert.equal(slots.take(demand({ memory: 1 })), undefined);
  slots.release(large);
  assert.ok(slots.take(demand({ memory: 60 })));
  assert.equal(slots.take(demand({ memory: 60 })), undefined);
  assert.ok(slots.take(demand({ memory: 40 })));
});

Deno.test("Slots lends GPUs by number, whole or in shares", () => {
  const slots = new Slots({ threads: 99, memory: 100, gpus: [2, 5] });
  const [first, second] = [1, 1].map((gpu) => slots.take(demand({ gpu }))!);
  assert.deepEqual([first!.device, second!.device], [2, 5]);
  assert.equal(slots.take(demand({ gpu: 1 })), undefined);
  assert.equal(slots.take(demand({ gpu: 1 / 8 })), undefined);
  assert.equal(slots.take(demand({}))!.device, undefined);
  slots.release(second!);
  const shares = Array.from(
    { length: 8 },
    () => slots.take(demand({ gpu: 1 / 8 }))!,
  );
  assert.ok(shares.every(({ device }) => device === 5));
  assert.equal(slots.take(demand({ gpu: 1 / 8 })), undefined);
  slots.release(first!);
  assert.equal(slots.take(demand({ gpu: 1 / 3 }))!.device, 2);
  shares.forEach((share) => slots.release(share));
  assert.equal(slots.take(demand({ gpu: 1 }))!.device, 5);
});

Deno.test("a GPU that is named twice takes two at once", () => {
  const slots = new Slots({ threads: 9, memory: 100, gpus: [0, 0] });
  const taken = [1, 1, 1].map((gpu) => slots.take(demand({ gpu })));
  assert.deepEqual(taken.map((share) => share?.device), [0, 0, undefined]);
});

Deno.test("Slots without a GPU has none to lend", () => {
  const slots = new Slots({ threads: 9, memory: 100, gpus: [] });
  assert.equal(slots.take(demand({ gpu: 1 / 8 })), undefined);
});

Deno.test("the least share of a GPU is one", () => {
  const slots = new Slots({ threads: 9, memory: 100, gpus: [4] });
  assert.equal(slots.take(demand({ gpu: 1e-9 }))!.device, 4);
  assert.equal(slots.take(demand({ gpu: 1 })), undefined);
});
