/**
 * `prepare-recipe NAME CACHE`: prints a recipe's files as JSON. A process of its own, since packing the digits takes 300 MB for a
 * second that a long-lived server would never give back.
 */
import { recipes } from '@trainyard/recipes/catalogue';
import { hashFiles } from '@trainyard/recipes/submission';

const [name, cacheDir = ''] = process.argv.slice(2);
const recipe = recipes.find((one) => one.name === name);
if (!recipe) throw new Error(`the catalogue has no recipe ${name}`);
console.log(JSON.stringify(await hashFiles(await recipe.files(cacheDir))));
