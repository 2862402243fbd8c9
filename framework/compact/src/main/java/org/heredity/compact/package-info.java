/**
 * Runs a compact model, and nothing else: one jar without dependencies. Values lie channel, row,
 * column, image, so that one weight acts on a run of floats and weights that are zero are left out.
 */
package org.heredity.compact;
