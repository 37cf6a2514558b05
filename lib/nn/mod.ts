/**
 * What families of models are written with: architectures, losses, optimisers,
 * schedules, and what is drawn for a step. Roles hand it to them as `nn`.
 *
 * @module
 */
export * from "../tensor/array.ts";
export * from "../stats/draw_mixture.ts";
export * from "../stats/random.ts";
export * from "./architectures/backbone.ts";
export * from "./architectures/conv.ts";
export * from "./architectures/dcgan.ts";
export * from "./architectures/decoder.ts";
export * from "./architectures/grid.ts";
export * from "./architectures/image_shape.ts";
export * from "./architectures/mlp.ts";
export * from "./architectures/resnet.ts";
export * from "./architectures/spectrally_normed.ts";
export * from "./architectures/token_transformer.ts";
export * from "./architectures/transformer.ts";
export * from "./architectures/vector_velocity.ts";
export * from "./architectures/velocity.ts";
export * from "./flow/flow_facts.ts";
export * from "./flow/flow_matching.ts";
export * from "./flow/flow_sampler.ts";
export * from "./functions/normalize_rows.ts";
export * from "./functions/reported.ts";
export * from "./functions/stop_gradient.ts";
export * from "./learn/batches.ts";
export * from "./learn/gan.ts";
export * from "./learn/gan_flops.ts";
export * from "./learn/views.ts";
export * from "./losses/cross_entropy.ts";
export * from "./losses/gan_loss.ts";
export * from "./losses/gaussian_divergence.ts";
export * from "./losses/gradient_penalty.ts";
export * from "./losses/mean_squared_error.ts";
export * from "./losses/nt_xent.ts";
export * from "./losses/perceptual_error.ts";
export * from "./losses/vicreg.ts";
export * from "./network/count.ts";
export * from "./network/init.ts";
export { toUnit } from "./network/run_network.ts";
export * from "./network/shapes.ts";
export * from "./optimise/adam.ts";
export * from "./optimise/chain.ts";
export * from "./optimise/clip.ts";
export * from "./optimise/schedule.ts";
export * from "./optimise/width_scale.ts";
export * from "./sequence/token_loss.ts";
export * from "./sequence/token_sampler.ts";
