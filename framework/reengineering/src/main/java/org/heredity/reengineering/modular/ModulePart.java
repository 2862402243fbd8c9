package org.heredity.reengineering.modular;

import java.util.List;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.Kept;
import org.heredity.engine.HookedNetwork;
import org.heredity.engine.memory.Floats;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.Part;
import org.heredity.reengineering.Problem;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A classifier without some of its neurons, and what is made of its logits.
 *
 * @param conditions whose classifier it is
 * @param problem one class against the rest
 * @param places of the classifier
 * @param maps what it has of its neurons
 * @param kept the same, counted
 * @param outputs makes the module's answers and scores
 */
record ModulePart(
    Conditions conditions,
    Problem problem,
    List<Place> places,
    NeuronMaps maps,
    Kept kept,
    Outputs outputs)
    implements Part {

  /** What a module makes of the logits of an image. */
  interface Outputs {
    /** For the class, and for the rest. */
    float[] answer(float[] logits);

    /** How much it is of the class. */
    float score(float[] logits);
  }

  /** With outputs channelled into two: the class's, and the mean of the others'. */
  static ModulePart channelled(
      Conditions conditions,
      Problem problem,
      int target,
      List<Place> places,
      NeuronMaps maps,
      Kept kept) {
    return new ModulePart(conditions, problem, places, maps, kept, new Channelled(target));
  }

  private record Channelled(int target) implements Outputs {
    @Override
    public float[] answer(float[] logits) {
      double others = 0;
      for (int k = 0; k < logits.length; k++) {
        others += k == target ? 0 : logits[k];
      }
      return new float[] {logits[target], (float) (others / (logits.length - 1))};
    }

    @Override
    public float score(float[] logits) {
      float[] answer = answer(logits);
      return answer[0] - answer[1];
    }
  }

  /** With the classifier's own outputs: the class's, against the largest of the others. */
  record Own(int target) implements Outputs {
    @Override
    public float[] answer(float[] logits) {
      float others = Float.NEGATIVE_INFINITY;
      for (int k = 0; k < logits.length; k++) {
        others = k == target ? others : Math.max(others, logits[k]);
      }
      return new float[] {logits[target], others};
    }

    @Override
    public float score(float[] logits) {
      return logits[target];
    }
  }

  @Override
  public Running open() {
    Teacher teacher = conditions.teacher();
    HookedNetwork network =
        HookedNetwork.of(teacher.spec(), teacher.weights(), Place.names(places), maps);
    return new Running() {
      @Override
      public INDArray logits(INDArray images) {
        float[][] rows = rows(images);
        float[] answers = new float[2 * rows.length];
        for (int n = 0; n < rows.length; n++) {
          System.arraycopy(outputs.answer(rows[n]), 0, answers, 2 * n, 2);
        }
        return Floats.array(answers, rows.length, 2);
      }

      @Override
      public float[] scores(INDArray images) {
        float[][] rows = rows(images);
        float[] scores = new float[rows.length];
        for (int n = 0; n < rows.length; n++) {
          scores[n] = outputs.score(rows[n]);
        }
        return scores;
      }

      private float[][] rows(INDArray images) {
        try (INDArray logits = network.logits(images)) {
          return Floats.rows(logits);
        }
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }
}
