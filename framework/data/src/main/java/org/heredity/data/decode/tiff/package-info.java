/** TIFF, its baseline and what programs write beyond it: LZW, Deflate, tiles, 16 bits, alpha. */
package org.heredity.data.decode.tiff;
