import { z } from "zod";
import { defineEncoder } from "../roles/encoder.ts";
import { dim, seed, whiten, width } from "./config.ts";

/**
 * A convolutional network with random weights: a control that is data-dependent
 * without having learned anything.
 */
export const randomConv = defineEncoder({
  name: "encode.randomConv",
  version: 4,
  summary: "Encodes images with an untrained network, as a control",
  source:
    "Jarrett et al., What is the best multi-stage architecture, ICCV 2009",
  config: z.object({
    dim,
    width: width(16, "Channels of the first layer"),
    whiten,
    seed,
  }),
  nets: ({ nn, config: { dim, width }, image }) => ({
    encoder: nn.convEncoder(image, { width, units: dim, norm: false }),
  }),
  codes: "encoder",
});
