import type { Page } from 'playwright-core';

/** features/session/sign-in-page. */
export class SignInPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(query = ''): Promise<this> {
    await this.page.goto(`/signin${query}`);
    return this;
  }

  get token() {
    return this.page.getByLabel('API token', { exact: true });
  }

  get alert() {
    return this.page.getByRole('alert');
  }

  async signIn(token: string): Promise<void> {
    await this.token.fill(token);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }
}
