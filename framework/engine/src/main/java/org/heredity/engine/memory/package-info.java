/**
 * Who owns native memory. Arrays lie outside the heap, so that the collector, which sees only how
 * small their handles are, frees them late: what makes an array closes it, or hands it to its
 * caller and says so.
 */
package org.heredity.engine.memory;
