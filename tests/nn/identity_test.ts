import assert from "node:assert/strict";
import { identityOf } from "../../lib/nn/network/identity.ts";
import { initNetwork } from "../../lib/nn/network/init.ts";
import type { Network } from "../../lib/nn/network/network.ts";
import { random } from "../../lib/stats/random.ts";

function dense(units: number): Network {
  return { input: [3], layers: [{ type: "dense", units }] };
}

function identity(network: Network, seed: bigint): string {
  const weights = initNetwork(network, random(seed, "network"));
  return identityOf({ network, weights });
}

Deno.test("identityOf() tells networks by architecture and weights, whatever the order of these", () => {
  const network = dense(2);
  assert.equal(identity(network, 1n), identity(dense(2), 1n));
  assert.notEqual(identity(network, 1n), identity(network, 2n));
  assert.notEqual(identity(network, 1n), identity(dense(4), 1n));
  const weights = initNetwork(network, random(1n, "network"));
  const reversed = Object.fromEntries(Object.entries(weights).reverse());
  assert.equal(Object.keys(reversed).length, 2);
  assert.equal(
    identityOf({ network, weights: reversed }),
    identity(network, 1n),
  );
  const wider = { ...network, layers: [...network.layers, { type: "relu" }] };
  assert.notEqual(
    identityOf({ network: wider as Network, weights }),
    identity(network, 1n),
  );
});
