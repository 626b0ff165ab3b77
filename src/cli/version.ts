/** Put in by the build, from package.json. */
declare const KSHOT_VERSION: string;

export const VERSION = KSHOT_VERSION;
