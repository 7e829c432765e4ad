import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest, readSettings, SettingsError, settings } from './settings.ts';

describe('settings', () => {
  test('have their defaults on an empty environment', () => {
    expect(readSettings({})).toMatchObject({
      TRAINYARD_HOST: '127.0.0.1',
      TRAINYARD_PORT: 8640,
      TRAINYARD_QUICKSTART: '1',
      TRAINYARD_TOKEN: undefined,
    });
  });

  test('of other programs are none of our business', () => {
    expect(() => readSettings({ PATH: '/bin', TRAINYARDISH: 'x' })).not.toThrow();
  });

  test('that are unknown are refused with the nearest name', () => {
    expect(() => readSettings({ TRAINYARD_PROT: '1' })).toThrow(
      /TRAINYARD_PROT is not a setting; did you mean TRAINYARD_PORT\?/,
    );
  });

  test('are refused all at once', () => {
    const faults = () =>
      readSettings({ TRAINYARD_PORT: 'eighty', TRAINYARD_ADMIN_TOKEN: 'short', TRAINYARD_XYZZY: '' });
    expect(faults).toThrow(SettingsError);
    expect(faults).toThrow(/TRAINYARD_XYZZY[\s\S]*TRAINYARD_PORT[\s\S]*TRAINYARD_ADMIN_TOKEN: at least 32 characters/);
  });

  test('that are empty count as not set', () => {
    expect(readSettings({ TRAINYARD_PORT: '' }).TRAINYARD_PORT).toBe(8640);
  });
});

test('one slip of the finger still finds its setting', () => {
  const names = Object.keys(settings);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom('A', 'Q', '_'), (name, at, letter) => {
      const slip = name.slice(0, at % name.length) + letter + name.slice((at % name.length) + 1);
      const found = nearest(slip, names);
      expect(found).toBeDefined();
    }),
  );
});
