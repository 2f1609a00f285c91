/// A motion in Biovision's format (BVH), as small as can be: two joints, one name with a space, two frames, numbers in
/// several spellings.
public let biovisionSample = """
    HIERARCHY
    ROOT hips
    {
      OFFSET 0 1 0
      CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
      JOINT left thigh
      {
        OFFSET 0 -2 0
        CHANNELS 3 Zrotation Xrotation Yrotation
        End Site
        {
          OFFSET 0 0 1e-05
        }
      }
    }
    MOTION
    Frames:\t2
    Frame Time:\t0.0333333
    0 5 0 0 -0 0 90 0 0
    1 5 0 90 0 0 0 -9e1 0

    """
