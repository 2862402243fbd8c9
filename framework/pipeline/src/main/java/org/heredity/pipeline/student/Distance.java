package org.heredity.pipeline.student;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.heredity.api.method.Student;
import org.heredity.api.result.LayerWeights;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What became of the teacher's convolutions: which weights were retained, and how far they moved. A
 * student that attacks do not reach may be robust, or just far away; the distance tells which to
 * suspect.
 *
 * @param layers by convolution, in the student's order
 * @param whole L2 distance of all their weights from the teacher's, over the L2 norm of the
 *     teacher's; NaN if the teacher's convolutions are others
 */
public record Distance(List<LayerWeights> layers, double whole) {
  private static final String WEIGHT = ".weight";

  public Distance {
    layers = List.copyOf(layers);
  }

  /**
   * Measures.
   *
   * @param student retained counts by its mask where it has one, for removed weights may move again
   *     in fine-tuning; else what is not zero
   * @param teacher the tensors that it was made of
   */
  public static Distance of(Student student, StateDict teacher) {
    List<LayerWeights> layers = new ArrayList<>();
    double distance = 0;
    double norm = 0;
    for (Map.Entry<String, INDArray> entry : student.weights().asMap().entrySet()) {
      String name = entry.getKey();
      INDArray tensor = entry.getValue();
      if (tensor.rank() != 4 || !name.endsWith(WEIGHT)) {
        continue;
      }
      double[] squares = squares(tensor, teacher.contains(name) ? teacher.get(name) : null);
      distance += squares[0];
      norm += squares[1];
      layers.add(
          new LayerWeights(
              name.substring(0, name.length() - WEIGHT.length()),
              nonZero(student.mask().getOrDefault(name, tensor)),
              tensor.length(),
              Math.sqrt(squares[0] / squares[1])));
    }
    return new Distance(layers, Math.sqrt(distance / norm));
  }

  /** Of the difference, and of the teacher's; NaN where there is nothing to compare with. */
  private static double[] squares(INDArray student, INDArray teacher) {
    if (teacher == null || !Arrays.equals(student.shape(), teacher.shape())) {
      return new double[] {Double.NaN, Double.NaN};
    }
    float[] now = Floats.copy(student);
    float[] before = Floats.copy(teacher);
    double distance = 0;
    double norm = 0;
    for (int i = 0; i < now.length; i++) {
      double difference = (double) now[i] - before[i];
      distance += difference * difference;
      norm += (double) before[i] * before[i];
    }
    return new double[] {distance, norm};
  }

  private static long nonZero(INDArray tensor) {
    long count = 0;
    for (float value : Floats.copy(tensor)) {
      count += value != 0 ? 1 : 0;
    }
    return count;
  }
}
