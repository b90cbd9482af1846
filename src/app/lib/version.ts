import { version } from '../../../package.json';

/** The app's own version, as people report it; only this string reaches the build. */
export const APP_VERSION: string = version;
