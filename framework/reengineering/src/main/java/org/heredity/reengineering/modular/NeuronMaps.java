package org.heredity.reengineering.modular;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.StageHook;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a module has of the neurons at each place, and the hook that leaves out the others: values
 * are multiplied by 1 or 0. Immutable.
 */
final class NeuronMaps implements StageHook {
  private final List<Place> places;

  /** By place, an image's values in a row: channels, rows, columns. */
  private final float[][] maps;

  /**
   * Takes the maps over.
   *
   * @param maps by place 1 for a neuron that is kept, else 0
   */
  NeuronMaps(List<Place> places, float[][] maps) {
    this.places = List.copyOf(places);
    this.maps = maps;
  }

  /** Whole kernels. */
  static NeuronMaps of(List<Place> places, boolean[][] kernels) {
    float[][] maps = new float[places.size()][];
    for (int p = 0; p < maps.length; p++) {
      maps[p] = new float[places.get(p).neurons()];
      for (int i = 0; i < maps[p].length; i++) {
        maps[p][i] = kernels[p][places.get(p).channel(i)] ? 1 : 0;
      }
    }
    return new NeuronMaps(places, maps);
  }

  /** As {@link #tensors} gave them. */
  static NeuronMaps of(List<Place> places, StateDict tensors) {
    return new NeuronMaps(
        places,
        places.stream().map(p -> Floats.copy(tensors.get(p.relu()))).toArray(float[][]::new));
  }

  /** By name of the ReLU {@code [channels, side, side]}; the arrays are the caller's. */
  StateDict tensors() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (int p = 0; p < maps.length; p++) {
      Place place = places.get(p);
      tensors.put(
          place.relu(), Floats.array(maps[p], place.channels(), place.side(), place.side()));
    }
    return StateDict.of(tensors);
  }

  /** Neurons that are kept, once for each convolution of a place. */
  long kept() {
    long sum = 0;
    for (int p = 0; p < maps.length; p++) {
      long ones = 0;
      for (float value : maps[p]) {
        ones += value != 0 ? 1 : 0;
      }
      sum += ones * places.get(p).convolutions().size();
    }
    return sum;
  }

  /** By place and channel whether a neuron of it is kept. */
  boolean[][] kernels() {
    boolean[][] kernels = new boolean[maps.length][];
    for (int p = 0; p < maps.length; p++) {
      kernels[p] = new boolean[places.get(p).channels()];
      for (int i = 0; i < maps[p].length; i++) {
        kernels[p][places.get(p).channel(i)] |= maps[p][i] != 0;
      }
    }
    return kernels;
  }

  @Override
  public void forward(int stage, INDArray output) {
    multiply(stage, output);
  }

  @Override
  public void backward(int stage, INDArray output, INDArray gradient) {
    multiply(stage, gradient);
  }

  private void multiply(int place, INDArray values) {
    float[] map = maps[place];
    float[] row = new float[map.length];
    FloatBuffer buffer = Floats.writable(values);
    for (int at = 0; at < buffer.limit(); at += row.length) {
      buffer.get(at, row);
      for (int i = 0; i < row.length; i++) {
        row[i] *= map[i];
      }
      buffer.put(at, row);
    }
  }
}
