/**
 * The models, as Deeplearning4j's zoo has them: {@code ResNet18.builder().numClasses(20).build()}
 * is a {@code ZooModel} whose {@code init()} gives a {@code ComputationGraph} for Deeplearning4j's
 * own {@code fit}. Vertices have the names of PyTorch's modules, so that torchvision's weights fit.
 * {@link org.heredity.engine.zoo.Architectures} has the same networks as the rest of Heredity knows
 * them: recognised from a file's tensors, of any width, compiled by the engine.
 *
 * <p>To add one, extend {@link org.heredity.engine.zoo.ZooNetwork} with the vertices between the
 * images and the head, and implement {@link org.heredity.engine.Architecture}.
 */
package org.heredity.engine.zoo;
