import assert from "node:assert/strict";
import { type Demand, Slots } from "../../lib/run/slots.ts";

function demand(parts: Partial<Demand>): Demand {
  return { threads: 1, memory: 0, gpu: false, ...parts };
}

Deno.test("Slots shares threads", () => {
  const slots = new Slots({ threads: 3, memory: 100, gpus: 0 });
  assert.equal(slots.threadsFor(8), 3);
  assert.equal(slots.threadsFor(0), 1);
  assert.equal(slots.take(demand({ threads: 2 })), true);
  assert.equal(slots.take(demand({ threads: 2 })), false);
  assert.equal(slots.full, false);
  assert.equal(slots.take(demand({})), true);
  assert.equal(slots.full, true);
  slots.release(demand({ threads: 2 }));
  assert.equal(slots.take(demand({ threads: 2 })), true);
});

Deno.test("Slots holds back for memory, but never for good", () => {
  const slots = new Slots({ threads: 8, memory: 100, gpus: 0 });
  assert.equal(slots.take(demand({ memory: 500 })), true);
  assert.equal(slots.take(demand({ memory: 1 })), false);
  slots.release(demand({ memory: 500 }));
  assert.equal(slots.take(demand({ memory: 60 })), true);
  assert.equal(slots.take(demand({ memory: 60 })), false);
  assert.equal(slots.take(demand({ memory: 40 })), true);
});

Deno.test("Slots lends each GPU to one attempt", () => {
  const slots = new Slots({ threads: 8, memory: 100, gpus: 1 });
  assert.equal(slots.take(demand({ gpu: true })), true);
  assert.equal(slots.take(demand({ gpu: true })), false);
  assert.equal(slots.take(demand({})), true);
  slots.release(demand({ gpu: true }));
  assert.equal(slots.take(demand({ gpu: true })), true);
});
