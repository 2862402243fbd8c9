package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.heredity.core.train.Judgement;
import org.junit.jupiter.api.Test;

class MaskLearnerTest {
  @Test
  void isOverOnceTheShareRemovedReachesTheThreshold() {
    assertFalse(MaskLearner.judged(0.9, 0.41, 0.6).enough());
    assertTrue(MaskLearner.judged(0.1, 0.375, 0.625).enough());
  }

  @Test
  void isChosenByAccuracyMinusShareKept() {
    Judgement judgement = MaskLearner.judged(0.75, 0.5, 0.6);
    assertEquals(0.25, judgement.score());
    assertEquals(0.5, judgement.weightsKept());
  }
}
