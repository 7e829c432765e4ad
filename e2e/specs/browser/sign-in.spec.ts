import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { narrow, RigBrowser } from '../../cluster/browser.ts';
import { adminToken, RigServer } from '../../cluster/server.ts';
import { until } from '../../cluster/wait.ts';
import { breaches } from '../../looks/axe.ts';
import { Frame } from '../../pages/frame.ts';
import { SignInPage } from '../../pages/sign-in-page.ts';

let server: RigServer;
let browser: RigBrowser;
beforeAll(async () => {
  server = await new RigServer().start();
  browser = await RigBrowser.launch();
  await server.client.call('createWorkspace', { body: { name: 'w' } });
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});
beforeEach(() => {
  browser.complaints.length = 0;
});

/** The link that the server printed when it started. */
async function printedLink(): Promise<URL> {
  const said = await until('the sign-in link', () => /https?:\S+\/signin\S+/.exec(server.output)?.[0]);
  return new URL(said);
}

async function newcomer(more = {}) {
  return browser.page(await browser.context({ baseURL: server.url, ...more }));
}

describe('signing in', () => {
  test('by the printed link leads to the overview; the link counts once', async () => {
    const page = await newcomer();
    const link = await printedLink();
    await page.goto(`/signin${link.search}`);
    await page.waitForURL('**/w/w');
    await new Frame(page).waitUntilLive();
    expect(page.url()).not.toContain('link=');

    const second = await newcomer();
    await new SignInPage(second).open(link.search);
    await second.getByText('This sign-in link does not count').waitFor();
    expect(browser.complaints).toEqual([]);
  });

  test('by token, after a wrong one, leads to the page that was asked for', async () => {
    const page = await newcomer();
    await page.goto('/w/w/clusters');
    await page.waitForURL('**/signin?to=*');
    const signIn = new SignInPage(page);
    await signIn.signIn('wrong-token-of-more-than-thirty-two-letters');
    await signIn.alert.waitFor();
    expect(await signIn.alert.textContent()).toContain('wrong, used up, revoked or expired');
    await signIn.signIn(adminToken);
    await page.waitForURL('**/w/w/clusters');
  });

  test('leads nowhere else than here, whatever the address says', async () => {
    const page = await newcomer();
    const signIn = await new SignInPage(page).open('?to=//evil.example/w/w');
    await signIn.signIn(adminToken);
    await page.waitForURL('**/w/w');
    expect(new URL(page.url()).origin).toBe(new URL(server.url).origin);
  });

  test('is readable for everybody: both themes, narrow, French', async () => {
    for (const more of [{ colorScheme: 'dark' }, { colorScheme: 'light' }, { viewport: narrow }, { locale: 'fr-FR' }]) {
      const page = await newcomer(more);
      await page.goto('/signin');
      await page.getByRole('button', { name: /Sign in|Se connecter/ }).waitFor();
      expect(await breaches(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.context().close();
    }
    expect(browser.complaints).toEqual([]);
  });
});

describe('signing out', () => {
  test('ends the session here and on the server', async () => {
    const page = await browser.signedIn(server);
    await page.goto('/w/w');
    await page.getByRole('button', { name: /Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/signin');
    await page.goto('/w/w');
    await page.waitForURL('**/signin?to=*');
  });
});
