package org.heredity.checkpoint;

import java.nio.ByteBuffer;

/**
 * Pickled bytes, which lie in the pickle itself.
 *
 * @param at where they start in it
 */
record PickleBytes(ByteBuffer content, int at) {}
