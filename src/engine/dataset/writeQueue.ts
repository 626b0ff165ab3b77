/** The last change of each file that is under way. */
const writing = new Map<string, Promise<unknown>>();

/** Changes a file once the changes that were asked for before are through, so that each builds on what the one before left. @param file absolute path. */
export async function inTurn<T>(file: string, change: () => Promise<T>): Promise<T> {
  const before = writing.get(file) ?? Promise.resolve();
  const result = before.then(change, change); // a change that failed left the file as it was
  writing.set(file, result);
  try {
    return await result;
  } finally {
    if (writing.get(file) === result) writing.delete(file);
  }
}
