import { readdir, readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { SAMPLES } from '../src/app/samples/painted.ts';
import { violations } from './axe.ts';
import { E2E_DIST } from './dist.ts';
import type { Kitchen } from './kitchen.ts';
import { expect, test } from './test.ts';
