/**
 * Networks without the channels that a mask made useless: which these are, the smaller network that
 * computes the same, and its file.
 */
package org.heredity.reengineering.compact;
