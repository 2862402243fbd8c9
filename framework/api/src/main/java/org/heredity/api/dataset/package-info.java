/**
 * Datasets: layouts in which images lie on disk. Authors implement {@link
 * org.heredity.api.dataset.DatasetFormat} (start there) and contribute it in their {@link
 * org.heredity.api.HeredityPlugin}; it recognises a layout and opens it for a {@link
 * org.heredity.api.dataset.DatasetRequest}, as an {@link org.heredity.data.Dataset}. {@link
 * org.heredity.api.dataset.DatasetFormats} chooses among all that are installed.
 */
package org.heredity.api.dataset;
