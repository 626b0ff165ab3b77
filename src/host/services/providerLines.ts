/** Why a model runs on the provider that it runs on. Pure, so that it can be tested without an editor. */
import type { DoctorReport } from '../../domain/doctor.ts';

/** One line a fact, as the engine words it: why the one in use, then why not the others. */
export function providerLines(report: DoctorReport, backbone: string, inUse: string): string[] {
  const graph = report.models.find(({ id }) => id === backbone)?.runsOn[0];
  // Of the CPU the engine says why the others were not taken for this model, which is more than why not on this machine.
  if (graph?.provider === inUse && inUse === 'cpu') return [graph.reason];
  const own = graph?.provider === inUse ? graph.reason : report.providers.find(isOf(inUse))?.reason;
  const others = report.providers.filter(({ provider, usable }) => provider !== inUse && !usable);
  return [...(own === undefined ? [] : [`${inUse}: ${own}`]), ...others.map((one) => `${one.provider}: ${one.reason}`)];
}

const isOf =
  (name: string) =>
  ({ provider }: { provider: string }): boolean =>
    provider === name;
