/** The drawing tools and what keys, menus and buttons can ask of them: known to the page, to the host and to package.json by these names. */

/** What a tool does with the pointer, or with the cursor of the keyboard; in the order of the strip. */
export const TOOL_NAMES = [
  'select',
  'box',
  'polygon',
  'brush',
  'eraser',
  'wand',
  'point',
  /** Regions of the heat map beyond a threshold. */
  'draft',
  /** The class segment under the pointer. */
  'part',
  /** Clicks and boxes that a SAM model answers. */
  'prompt',
] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** The project's first labels have keys: for the selected region and for what is drawn next. */
export const LABEL_KEYS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

const ACTIONS = [
  'toggleAnnotations',
  /** What a press of the button does at the cursor of the keyboard. */
  'press',
  /** Closes a polygon, takes a draft or a prompted mask; else goes to the comment of the selected region. */
  'accept',
  /** Drops what is being drawn; else lets go of the selection, else of the tool. */
  'cancel',
  'deleteRegion',
  'nextRegion',
  'previousRegion',
  /** The brush's size, the wand's tolerance, the draft's threshold. */
  'larger',
  'smaller',
] as const;

export type AnnotateCommand = (typeof ACTIONS)[number] | `tool.${ToolName}` | `label.${(typeof LABEL_KEYS)[number]}`;

export const ANNOTATE_COMMANDS: readonly AnnotateCommand[] = [
  ...ACTIONS,
  ...TOOL_NAMES.map((name) => `tool.${name}` as const),
  ...LABEL_KEYS.map((number) => `label.${number}` as const),
];

export function isAnnotateCommand(command: string): command is AnnotateCommand {
  return (ANNOTATE_COMMANDS as readonly string[]).includes(command);
}
