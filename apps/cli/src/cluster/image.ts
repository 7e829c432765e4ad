import type { Body } from '../body-file.ts';
import { UsageError } from '../failure.ts';

const aliases: Record<string, string> = {
  ubuntults: 'Canonical:UbuntuServer:16.04-LTS:',
  ubuntudsvm: 'microsoft-ads:linux-data-science-vm-ubuntu:linuxdsvmubuntu:',
};

/** Batch AI's `-i` and `--custom-image`. Undefined where neither is given. Throws UsageError. */
export function imageOf(image: string | undefined, customImage: string | undefined): Body | undefined {
  if (image === undefined) {
    if (customImage === undefined) return undefined;
    throw new UsageError('--custom-image goes with the image that it was made from: add -i, such as -i UbuntuLTS');
  }
  const [publisher, offer, sku, version, ...more] = (aliases[image.toLowerCase()] ?? image).split(':');
  if (!publisher || !offer || !sku || version === undefined || more.length > 0)
    throw new UsageError(
      `${image} is no image: write UbuntuLTS, UbuntuDSVM, or publisher:offer:sku:version (an empty version is the latest)`,
    );
  const reference = { publisher, offer, sku, ...(version !== '' && { version }) };
  if (customImage === undefined) return { imageReference: reference };
  if (!customImage.startsWith('/'))
    throw new UsageError(`${customImage} is no id of an image: it begins with /subscriptions/`);
  return { imageReference: { ...reference, virtualMachineImageId: customImage } };
}
