/**
 * Debian packages that the tests need (system-packages.json); installed when missing, as root on Debian. Those with `lanes` are
 * installed for these lanes only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readJson } from './install.mjs';

const all = readJson(new URL('./system-packages.json', import.meta.url));

function isInstalled(name) {
  const asked = spawnSync('dpkg', ['-s', name], { encoding: 'utf8' });
  return asked.status === 0 && asked.stdout.includes('\nStatus: install ok installed\n');
}

/** Answers the packages of the chosen lanes that are still missing afterwards. */
export function ensureSystemPackages(chosen) {
  const wanted = all.filter(({ lanes }) => lanes === undefined || lanes.some((lane) => chosen.includes(lane)));
  if (!existsSync('/etc/debian_version')) return wanted;
  let missing = wanted.filter((item) => !isInstalled(item.package));
  if (missing.length === 0 || process.getuid() !== 0) return missing;
  const names = missing.map((item) => item.package);
  console.log(`system packages: installing ${names.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
  apt('-qq', 'update');
  apt('-qq', 'install', '-y', '--no-install-recommends', ...names);
  missing = missing.filter((item) => !isInstalled(item.package));
  return missing;
}
