package org.heredity.reengineering;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A classifier without the weights that a search removed.
 *
 * @param spec with the head appended
 * @param tensors its weights, zero where removed; those that are not the classifier's are the
 *     caller's
 * @param weights all that the search could remove
 * @param kept those that it kept
 */
record MaskedClassifier(NetworkSpec spec, StateDict tensors, long weights, long kept) {
  /**
   * Puts a search's outcome into the classifier.
   *
   * @param teacher the classifier
   * @param spec with the head appended
   * @param found masks and head; closed but for the head
   */
  static MaskedClassifier of(Teacher teacher, NetworkSpec spec, StateDict found) {
    Map<String, INDArray> tensors = new LinkedHashMap<>(teacher.weights().asMap());
    long weights = 0;
    long kept = 0;
    String head = spec.architecture().head() + ".";
    for (Map.Entry<String, INDArray> entry : found.asMap().entrySet()) {
      INDArray tensor = entry.getValue();
      if (entry.getKey().startsWith(head)) {
        tensors.put(entry.getKey(), tensor);
      } else {
        tensors.put(entry.getKey(), tensors.get(entry.getKey()).mul(tensor));
        weights += tensor.length();
        kept += Math.round(tensor.sumNumber().doubleValue());
        tensor.close();
      }
    }
    return new MaskedClassifier(spec, StateDict.of(tensors), weights, kept);
  }
}
