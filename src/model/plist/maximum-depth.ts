/** How deep dictionaries and arrays may be nested: deeper than anything real, and whoever walks the tree recursively has stack enough. */
export const maximumDepth = 512;
