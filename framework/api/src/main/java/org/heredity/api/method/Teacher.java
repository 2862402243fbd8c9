package org.heredity.api.method;

import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;

/**
 * The public model that is reused.
 *
 * @param spec its network; the number of classes is the teacher's own
 * @param weights its tensors, head included
 * @param digest of {@code weights}
 * @param source the file's name, or how it was made
 */
public record Teacher(NetworkSpec spec, StateDict weights, String digest, String source) {}
