/**
 * Image files to pixels, as Pillow reads them: JPEG, PNG, GIF and BMP, from files that nobody can
 * trust. {@link org.heredity.data.decode.ImageDecoder} is the way in.
 */
package org.heredity.data.decode;
