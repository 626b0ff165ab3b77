/** The panels under the score: how each is shown, and which one explains a feature. */
import type { FeatureName } from '../../../src/domain/features.ts';

export type ChartForm = 'chart' | 'table';
export type ChartName = 'differences' | 'why' | 'areas' | 'colors' | 'locations' | 'similarity';
export type PanelName = 'annotations' | 'comparison' | ChartName;

export interface PanelState {
  form: ChartForm;
  open: boolean;
}

export type PanelStates = Readonly<Record<PanelName, PanelState>>;

const OPEN_CHART: PanelState = { form: 'chart', open: true };

export const DEFAULT_PANELS: PanelStates = {
  annotations: OPEN_CHART,
  comparison: OPEN_CHART,
  differences: OPEN_CHART,
  why: OPEN_CHART,
  areas: OPEN_CHART,
  colors: OPEN_CHART,
  locations: OPEN_CHART,
  similarity: OPEN_CHART,
};

/** The panel that shows a feature class by class; null for the patch features, which the canvas shows. */
export function panelOf(feature: FeatureName): ChartName | null {
  switch (feature) {
    case 'histogram':
      return 'areas';
    case 'color':
      return 'colors';
    case 'location':
      return 'locations';
    case 'embedding':
      return 'similarity';
    case 'patch':
    case 'classPatch':
    case 'foreground':
      return null;
  }
}
