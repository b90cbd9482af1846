import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/package/manifest.ts';
import { requestFrom, type PictureFlags } from './request.ts';

const manifest = parseManifest(
  JSON.parse(readFileSync('public/models/builtin/manifest.json', 'utf8')),
);
const request = (flags: Partial<PictureFlags>) =>
  requestFrom({ prompt: 'a lighthouse', negative: '', ...flags }, manifest, '7');

describe('what the command line leaves out', () => {
  it('is completed and corrected as on the page', () => {
    const { prompt, completion } = request({ prompt: 'a lighthosue at nigth' });
    expect(prompt).toBe('a lighthouse at night');
    expect(completion).toEqual(['by the sea', 'storybook illustration']);
  });

  it('is the standard preset', () => {
    const { prior, decoder } = manifest.presets!.standard;
    expect(request({}).prior).toMatchObject(prior);
    expect(request({}).decoder).toMatchObject(decoder);
  });
});

describe('what the command line says', () => {
  it('is taken as it stands', () => {
    expect(request({ completion: ['in ink'], prompt: 'a lighthosue' })).toMatchObject({
      prompt: 'a lighthosue',
      completion: ['in ink'],
    });
    expect(request({ completion: false })).not.toHaveProperty('completion');
  });

  it('counts more than the preset', () => {
    const { prior, decoder } = request({ preset: 'fine', steps: 3, decoderGuidance: 2 });
    expect(prior.steps).toBe(3);
    expect(decoder).toMatchObject({ ...manifest.presets!.fine.decoder, guidance: 2 });
  });

  it('asks for a schedule with steps where it names some', () => {
    const authors = structuredClone(manifest);
    authors.presets = undefined;
    authors.prior.sampling.schedule = 'authors';
    const flags = { prompt: 'a', negative: '' };
    expect(requestFrom(flags, authors, '7').prior.schedule).toBe('authors');
    expect(requestFrom({ ...flags, steps: 9 }, authors, '7').prior.schedule).toBe('uniform');
  });
});
