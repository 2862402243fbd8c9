/** WebP, lossy (VP8) and lossless, written from the standards RFC 6386 and RFC 9649. */
package org.heredity.data.decode.webp;
