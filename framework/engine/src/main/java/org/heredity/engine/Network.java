package org.heredity.engine;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;

/**
 * A network whose weights can change: a {@link ComputationGraph} with torchvision's names. Not
 * thread-safe.
 */
public final class Network implements AutoCloseable {
  private Network() {}

  /** Random weights: He for convolutions (fan out), PyTorch's default for the head. */
  public static Network create(NetworkSpec spec, Randomness randomness) {
    throw new UnsupportedOperationException();
  }

  /**
   * Exactly the tensors of {@code weights}.
   *
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public static Network of(NetworkSpec spec, StateDict weights) {
    throw new UnsupportedOperationException();
  }

  /**
   * A student before it is trained: all of {@code teacher} but its head, and a fresh head of {@code
   * spec}'s size drawn from {@code randomness}.
   */
  public static Network reuse(NetworkSpec spec, StateDict teacher, Randomness randomness) {
    throw new UnsupportedOperationException();
  }

  public NetworkSpec spec() {
    throw new UnsupportedOperationException();
  }

  /** The graph itself; its parameters are this network's. */
  public ComputationGraph graph() {
    throw new UnsupportedOperationException();
  }

  /** A copy of all weights and running statistics, in PyTorch's names, layout and order. */
  public StateDict stateDict() {
    throw new UnsupportedOperationException();
  }

  /** Names of the convolution weights, in forward order, such as {@code conv1.weight}. */
  public List<String> convolutionWeights() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
