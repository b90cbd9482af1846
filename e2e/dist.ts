/** Where the build under test lies; named anew, several can be tested side by side. */
export const E2E_DIST = process.env.E2E_DIST ?? '.cache/e2e/dist';
