/** How the engine is told to open an installed package: `store:<key>`. */
export const STORE_SCHEME = 'store:';
