/** Images without scores: [name, state, title of the notice, its button, the message that the button sends]. */
export const STATES = [
  [
    'no project',
    { kind: 'unscored', reason: 'no-project' },
    'No project for this image',
    'New project from this folder',
    'createProject',
  ],
  ['not scored', { kind: 'unscored', reason: 'not-scored' }, 'Not scored yet', 'Score this image', 'score'],
  ['not fitted', { kind: 'unscored', reason: 'not-fitted' }, 'Not fitted yet', 'Score this image', 'score'],
  [
    'failed',
    { kind: 'failed', code: 'IMAGE_UNREADABLE', message: 'The file is empty.' },
    'This image was not scored',
    'Show Log',
    'showLog',
  ],
] as const;
