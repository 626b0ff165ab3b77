/** What goes into a session and comes out of it. `data` is row-major; 64-bit integers are BigInts. */
export type Tensor =
  | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'uint8'; readonly dims: readonly number[]; readonly data: Uint8Array }
  | { readonly type: 'bool'; readonly dims: readonly number[]; readonly data: Uint8Array }
  | { readonly type: 'int32'; readonly dims: readonly number[]; readonly data: Int32Array }
  | { readonly type: 'int64'; readonly dims: readonly number[]; readonly data: BigInt64Array };

export function floatTensor(data: Float32Array, dims: readonly number[]): Tensor {
  return { type: 'float32', dims, data };
}

/** The values of an output that must be float32; null for any other type. */
export function floatsOf(tensor: Tensor | undefined): Float32Array | null {
  return tensor?.type === 'float32' ? tensor.data : null;
}
