/** The contract's schemas, at work on what is typed of data: fetched apart, since they are heavier than the forms. */
import { fileServerCreate } from '@trainyard/contracts/file-server';
import { parse } from '@trainyard/contracts/parse';
import { storageAccountCreate } from '@trainyard/contracts/storage-account';
import { workspaceUpdate } from '@trainyard/contracts/workspace';

/** Each throws Fault with what the contract says against the body. */
export const checkedAccount = (body: unknown) => parse(storageAccountCreate, body);
export const checkedFileServer = (body: unknown) => parse(fileServerCreate, body);
export const checkedRetention = (body: unknown) => parse(workspaceUpdate, body);
