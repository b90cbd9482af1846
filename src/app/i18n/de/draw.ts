import type { draw as english } from '../en/draw.ts';

export const draw: typeof english = {
  edit: 'Teil ändern',
  editHelp: 'Einen Teil dieses Bildes markieren, der neu gemalt wird',
  part: 'Nur der markierte Teil wird neu gemalt.',
  change: 'Ändern',
  whole: 'Alles neu malen',
  fromPart: (picture, feather) => `${picture}, nur ein Teil, weicher Rand ${feather} px`,
  gone: 'Der markierte Teil ist nicht mehr auf diesem Gerät.',
  again: 'Markiere ihn noch einmal, oder male das ganze Bild.',
  cutOff: 'Der markierte Teil liegt außerhalb dessen, was in dieser Größe gemalt wird.',
  cutOffHint: 'Wähle eine andere Größe, oder markiere einen anderen Teil.',
  needed: 'Nur ein Teil jenes Bildes wurde neu gemalt. Was markiert war, ist auch nicht enthalten.',
  extendPicture: 'Bild erweitern',
  extendHelp: 'Zieh an den Rändern, oder nimm die Knöpfe. Das Neue wird passend gemalt.',
  drawSketch: 'Eine Skizze zeichnen',
  sketchHelp: 'Ein paar Farbflecken und ein Prompt werden ein Bild',
  drawOnIt: 'Hineinzeichnen',
  drawOnHelp: 'In dieses Bild zeichnen, bevor davon ausgegangen wird',
};
