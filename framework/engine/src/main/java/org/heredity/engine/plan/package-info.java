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
 * <p>To add a kind of node, write a record that is an {@link org.heredity.engine.plan.Operation}
 * and a method for it in {@code Operation.Kinds}; the compiler then names every place that has to
 * compute it: {@code OperationBounds}, and each backend. {@code NodesTest} compares it with
 * PyTorch. A plan needs no graph: {@code new Plan(nodes, features, head, headIn, headOut)} runs
 * whatever its nodes say, in their order.
 */
package org.heredity.engine.plan;
