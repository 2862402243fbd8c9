/**
 * What is to be computed, for any backend: a {@link org.heredity.engine.plan.Plan} is a list of
 * {@link org.heredity.engine.plan.Node}s that {@link org.heredity.engine.plan.GraphCompiler} makes
 * of a Deeplearning4j graph; {@link org.heredity.engine.plan.Folding} simplifies it for eval mode.
 * A {@link org.heredity.engine.plan.Runner} is what a backend offers: forward, backward and updates
 * in one {@link org.heredity.engine.plan.Mode}; {@link org.heredity.engine.plan.GuardedRunner}
 * keeps what may overflow, by {@link org.heredity.engine.plan.OverflowProof}, from kernels that
 * hide it. The arithmetic of the optimisers is here too, for both backends share it. No backend is
 * known here.
 *
 * <p>To add a kind of node, add a record to {@code Node} and a method to its two visitors; the
 * compiler then names every place that has to deal with it.
 */
package org.heredity.engine.plan;
