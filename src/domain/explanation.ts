/** Why an image scored as it did: what `kshot explain` prints and the inspector's panels show. The engine fills it, `sentence.ts` words it. */
import type { FeatureName } from './features.ts';
import type { ClassMeasure, ScoreRecord } from './records.ts';

/**
 * What a fact says of its class against the references. It follows from the feature: `histogram` → `smaller`, `larger`, `extra` (no reference
 * has the class); `location` → `moved`; `color` → `recolored`; the patch features and `embedding` → `texture`. `missing`: the class is absent
 * here, whatever features show it.
 */
export type FactKind = 'missing' | 'extra' | 'smaller' | 'larger' | 'moved' | 'recolored' | 'texture';

/** One class's part of the score. */
export interface Fact {
  /** 0: the background. */
  classId: number;
  /** The project's name of the class, verbatim. */
  className: string;
  feature: FeatureName;
  kind: FactKind;
  /**
   * What was measured, in the feature's own unit (METHOD 3): `histogram` the area in [0, 1], `color` the mean a* / b*, `location` the distance
   * from the upper left corner in [0, 1]; `embedding` and the patch features a cosine distance in [0, 2]: of the class's embedding to the nearest
   * reference's, or the mean of the class's tail patches.
   */
  value: number;
  /** The same of the references: lowest, highest, and that of the nearest one. For `embedding` and patch features, of each against the others. */
  references: { min: number; max: number; nearest: number };
  /** Its part of the score, in [0, 1]: the feature's part, shared among the classes (METHOD 4, 5). */
  share: number;
}

type Measured = Pick<ClassMeasure, 'area' | 'color' | 'location'>;

/** A class in this image and in every reference, in the references' order. An absent class is zero throughout. */
export interface ExplainedClass extends Measured {
  id: number;
  name: string;
  references: (Measured & { image: string })[];
}

/** A patch and the reference patch that is most like it; rows and columns count from 0 on the patch grid. */
export interface PatchMatch {
  row: number;
  column: number;
  /** Cosine distance in [0, 2]. */
  distance: number;
  reference: { image: string; row: number; column: number };
}

/** The facts without words. */
export interface Explanation extends Pick<ScoreRecord, 'image' | 'score' | 'verdict' | 'nearestReference'> {
  /** The project's threshold, which `score` is compared with. */
  threshold: number;
  /** The largest share first. */
  facts: Fact[];
  classes: ExplainedClass[];
  /** The tail of `patch` (METHOD 4), the oddest first. */
  patches: PatchMatch[];
}
