package org.heredity.engine.memory;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Owns the arrays of a step, a stage or a run, and closes them all when it is closed. An array that
 * is to outlive the scope is {@linkplain #release(INDArray) released}: then it is the caller's. Two
 * arrays that share one buffer count as one. For a single array a try-with-resources does. Not
 * thread-safe.
 */
public final class Scope implements AutoCloseable {
  private final Set<INDArray> owned = identities();

  private static <T> Set<T> identities() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Owns {@code array} from now on; gives it back. */
  public INDArray add(INDArray array) {
    owned.add(array);
    return array;
  }

  /** Owns all tensors of {@code tensors} from now on; gives them back. */
  public StateDict own(StateDict tensors) {
    tensors.asMap().values().forEach(this::add);
    return tensors;
  }

  /**
   * Owns those of {@code made} from now on that are not {@code from}'s, where the one may share
   * tensors with the other; gives all of {@code made} back.
   */
  public StateDict own(StateDict made, StateDict from) {
    Set<DataBuffer> foreign = buffers(from);
    for (INDArray array : made.asMap().values()) {
      if (!foreign.contains(array.data())) {
        add(array);
      }
    }
    return made;
  }

  /** Hands an array to the caller, who closes it; owned or not. */
  public INDArray release(INDArray array) {
    DataBuffer buffer = array.data();
    owned.removeIf(other -> other.data() == buffer);
    return array;
  }

  /** Hands tensors to the caller, who closes them; owned or not. */
  public StateDict release(StateDict tensors) {
    Set<DataBuffer> released = buffers(tensors);
    owned.removeIf(array -> released.contains(array.data()));
    return tensors;
  }

  private static Set<DataBuffer> buffers(StateDict tensors) {
    Set<DataBuffer> buffers = identities();
    tensors.asMap().values().forEach(array -> buffers.add(array.data()));
    return buffers;
  }

  /** Closes what is owned; may be called again, and the scope used again. */
  @Override
  public void close() {
    for (INDArray array : owned) {
      if (array.closeable()) {
        array.close();
      }
    }
    owned.clear();
  }
}
