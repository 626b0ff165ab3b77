import type { ClassInfo } from '../../domain/classes.ts';
import type { Inspection } from '../../domain/records.ts';

/** A result with its classes named, coloured and hidden as the project has them now; the same object where nothing changes. Nothing is measured again. */
export function withClassLooks(result: Inspection, looks: readonly ClassInfo[]): Inspection {
  const byId = new Map(looks.map((look) => [look.id, look]));
  const classes = result.classes.map((entry) => {
    const look = byId.get(entry.id);
    if (!look) return entry;
    const { id, name, color, hidden } = look;
    return { id, name, color, ...(hidden ? { hidden } : {}) };
  });
  if (JSON.stringify(classes) === JSON.stringify(result.classes)) return result;
  const nameOf = (id: number, before: string) => byId.get(id)?.name ?? before;
  const { explanation } = result;
  return {
    ...result,
    classes,
    explanation: {
      ...explanation,
      facts: explanation.facts.map((fact) => ({ ...fact, className: nameOf(fact.classId, fact.className) })),
      classes: explanation.classes.map((entry) => ({ ...entry, name: nameOf(entry.id, entry.name) })),
    },
  };
}
