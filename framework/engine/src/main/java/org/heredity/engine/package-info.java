/**
 * Networks as the rest of the framework uses them: a {@link org.heredity.engine.Network} with
 * PyTorch's names, what computes with one ({@link org.heredity.engine.FrozenNetwork}), trains it
 * ({@link org.heredity.engine.Trainer}) or searches a mask for it ({@link
 * org.heredity.engine.MaskSearch}), and what can be known of it beforehand: memory and operations.
 *
 * <p>How a network is described to the backends lies in {@code plan}, the backends in {@code
 * onednn} and {@code nd4j}, the architectures in {@code zoo}; layers that Deeplearning4j lacks are
 * a module of their own. Attacks, transfer methods, data sets and files of suites are not known
 * here.
 */
package org.heredity.engine;
