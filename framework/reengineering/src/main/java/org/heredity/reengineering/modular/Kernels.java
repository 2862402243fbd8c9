package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.Kept;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Node;
import org.heredity.reengineering.Size;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a module has of a classifier's kernels. Counted as if the others were cut out, with the
 * parts of later kernels that read them; linear layers stay whole. Immutable.
 */
final class Kernels {
  private final NetworkSpec spec;
  private final List<Place> places;
  private final boolean[][] kept;

  /**
   * Takes the kernels over.
   *
   * @param kept by place and channel; where a place has none, its first is kept
   */
  Kernels(NetworkSpec spec, List<Place> places, boolean[][] kept) {
    this.spec = spec;
    this.places = List.copyOf(places);
    this.kept = kept;
    for (boolean[] place : kept) {
      boolean any = false;
      for (boolean kernel : place) {
        any |= kernel;
      }
      place[0] |= !any;
    }
  }

  NeuronMaps maps() {
    return NeuronMaps.of(places, kept);
  }

  /** By place and channel whether it is kept; not to be written to. */
  boolean[][] byPlace() {
    return kept;
  }

  /** Neurons, kernels and weights. */
  Kept count() {
    Size size = Size.of(spec);
    Map<String, boolean[]> inputs = Place.inputs(spec, places, kept);
    long neurons = 0;
    long kernels = 0;
    long weights = size.weights();
    for (int p = 0; p < places.size(); p++) {
      Place place = places.get(p);
      long out = trues(kept[p]);
      for (Node.Conv conv : place.convolutions()) {
        neurons += out * place.side() * place.side();
        kernels += out;
        long area = (long) conv.kernel() * conv.kernel();
        weights -= area * (conv.in() * conv.out() - out * trues(inputs.get(conv.name())));
        weights -= conv.bias() ? conv.out() - out : 0;
      }
    }
    return new Kept(size.neurons(), neurons, size.kernels(), kernels, size.weights(), weights);
  }

  private static long trues(boolean[] values) {
    long sum = 0;
    for (boolean value : values) {
      sum += value ? 1 : 0;
    }
    return sum;
  }

  /** As a row of 0 and 1, place by place. */
  float[] row() {
    int length = places.stream().mapToInt(Place::channels).sum();
    float[] row = new float[length];
    int at = 0;
    for (boolean[] place : kept) {
      for (boolean kernel : place) {
        row[at++] = kernel ? 1 : 0;
      }
    }
    return row;
  }

  /** From what {@link #row} gives. */
  static Kernels of(NetworkSpec spec, List<Place> places, float[] row) {
    boolean[][] kept = new boolean[places.size()][];
    int at = 0;
    for (int p = 0; p < kept.length; p++) {
      kept[p] = new boolean[places.get(p).channels()];
      for (int c = 0; c < kept[p].length; c++) {
        kept[p][c] = row[at++] > 0;
      }
    }
    return new Kernels(spec, places, kept);
  }

  /** By module, from the rows of a tensor {@code [modules, kernels]}. */
  static List<Kernels> of(NetworkSpec spec, List<Place> places, StateDict tensors, String name) {
    List<Kernels> modules = new ArrayList<>();
    INDArray rows = tensors.get(name);
    for (float[] row : Floats.rows(rows)) {
      modules.add(of(spec, places, row));
    }
    return modules;
  }
}
