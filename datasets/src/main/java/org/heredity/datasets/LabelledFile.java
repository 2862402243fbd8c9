package org.heredity.datasets;

/**
 * An image file of a tree and its class.
 *
 * @param file its name in the tree
 * @param id what it is called in reports: the name without a folder that only wraps
 * @param label its class, an index
 */
public record LabelledFile(String file, String id, int label) {}
