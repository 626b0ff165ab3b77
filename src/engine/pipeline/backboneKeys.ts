import type { PipelineContext } from './context.ts';

/**
 * Tells later whether the backbones still run where they do now. One that fails on a device goes on with the CPU: what is computed from then on,
 * or from what both have computed, does not belong under a key that was made before.
 */
export function watchBackbones({
  backbone,
  tapsBackbone,
}: Pick<PipelineContext, 'backbone' | 'tapsBackbone'>): () => boolean {
  const keys = (): string => `${backbone.key} ${tapsBackbone.key}`;
  const before = keys();
  return () => keys() === before;
}
