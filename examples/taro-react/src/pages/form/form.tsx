import { Button, Slot, Text, View } from "@tarojs/components";
import { getCurrentInstance, nextTick, useReady } from "@tarojs/taro";
import { useRef, useState } from "react";
import type { CosUploaderMethods } from "wx-cos-uploader/cos-uploader/index";
import { SERVER_URL } from "../../server-url";

export default function FormPage() {
  const uploader = useRef<CosUploaderMethods | null>(null);
  const [pickedCount, setPickedCount] = useState(0);
  const [objectKeys, setObjectKeys] = useState<readonly string[]>([]);

  // Taro attaches native components after the first render.
  useReady(() =>
    nextTick(() => {
      // Taro's types do not know the component's methods.
      uploader.current = getCurrentInstance().page?.selectComponent?.("#uploader") as unknown as CosUploaderMethods;
      // Taro's React passes no functions as properties. The token is one of your own back end.
      uploader.current.setAuthorize(async () => "a-token");
    }),
  );

  return (
    <View className="page">
      <cos-uploader
        id="uploader"
        serverUrl={SERVER_URL}
        autoUpload={false}
        onSelectChange={({ detail }) => setPickedCount(detail.files.length)}
        onComplete={({ detail }) =>
          setObjectKeys(detail.files.flatMap(({ result }) => (result ? [result.objectKey] : [])))
        }
      >
        <Slot name="header">
          <Text>Photos of the damage: {pickedCount}</Text>
        </Slot>
      </cos-uploader>
      <Button onClick={() => uploader.current?.upload()}>Submit</Button>
      {objectKeys.map((objectKey) => (
        <Text key={objectKey} className="object-key">
          {objectKey}
        </Text>
      ))}
    </View>
  );
}
