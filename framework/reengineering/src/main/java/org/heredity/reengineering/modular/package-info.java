/**
 * Rivals of SEAM's search: methods that take a module for one class out of a classifier by neurons
 * or kernels, modules composed into a classifier again, and a weak class patched by one.
 */
package org.heredity.reengineering.modular;
