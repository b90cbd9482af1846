import { expect, it } from 'vitest';
import { measurePreviews } from './report.ts';

it("learns the built-in model's preview from few of its pictures", async () => {
  const rows = await measurePreviews({
    folder: 'public/models/builtin',
    size: { width: 256, height: 256 },
    pictures: 5,
  });
  const meanOf = (name: string) => rows.find((row) => row.name === name)!.mean;
  const [one, two, four] = [
    meanOf('learned from 1 picture'),
    meanOf('learned from 2 pictures'),
    meanOf('learned from 4 pictures'),
  ];
  expect(two).toBeGreaterThan(one + 1);
  expect(four).toBeGreaterThan(two);
  // Training data gave that one.
  expect(four).toBeGreaterThan(meanOf("the package's own") - 2.5);
  // Even with two pictures of 36 cells each it shows shapes, not the right colour alone.
  expect(two).toBeGreaterThan(meanOf("the picture's mean colour"));
});
