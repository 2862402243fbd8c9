/**
 * Networks without the channels that a mask made useless: which these are, the smaller network that
 * computes the same, its file, and the kernel that skips the zero weights which are left. How masks
 * are found is not known here: any weights with zeros will do.
 */
package org.heredity.reengineering.compact;
